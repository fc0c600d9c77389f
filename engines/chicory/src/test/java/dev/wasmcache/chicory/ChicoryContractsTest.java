package dev.wasmcache.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import dev.wasmcache.engine.AdapterContract;
import dev.wasmcache.engine.AnnouncedSizesContract;
import dev.wasmcache.engine.ArtifactContract;
import dev.wasmcache.engine.DeterminismContract;
import dev.wasmcache.engine.EarlierArtifactContract;
import dev.wasmcache.engine.EngineLibrariesContract;
import dev.wasmcache.engine.MachineFactoryContract;
import dev.wasmcache.engine.OptionsContract;
import dev.wasmcache.engine.ReadersContract;
import dev.wasmcache.engine.RoundTripContract;
import org.junit.jupiter.api.Nested;

/** Everything that is required of an engine and its adapter. */
class ChicoryContractsTest {

  private static final TestedChicory CHICORY = new TestedChicory();

  @Nested
  class Adapter extends AdapterContract<ChicoryModule> {
    Adapter() {
      super(CHICORY);
    }
  }

  @Nested
  class Artifacts extends ArtifactContract<ChicoryModule> {
    Artifacts() {
      super(CHICORY);
    }
  }

  @Nested
  class Options extends OptionsContract<ChicoryModule> {
    Options() {
      super(CHICORY);
    }
  }

  @Nested
  class Readers extends ReadersContract<ChicoryModule> {
    Readers() {
      super(CHICORY);
    }
  }

  @Nested
  class RoundTrip extends RoundTripContract<ChicoryModule> {
    RoundTrip() {
      super(CHICORY);
    }
  }

  @Nested
  class Determinism extends DeterminismContract<ChicoryModule> {
    Determinism() {
      super(CHICORY);
    }
  }

  @Nested
  class EarlierArtifact extends EarlierArtifactContract<ChicoryModule> {
    EarlierArtifact() {
      super(CHICORY, "294de2075d09b81a342934a95d8bd534035bd0149c076ad766a99beaeba3b657");
    }
  }

  @Nested
  class Machines extends MachineFactoryContract<WasmModule> {
    Machines() {
      super(new TestedChicoryMachines());
    }
  }

  @Nested
  class AnnouncedSizes extends AnnouncedSizesContract<ChicoryModule> {
    AnnouncedSizes() {
      super(CHICORY, ModuleParser::operands);
    }
  }

  @Nested
  class Libraries extends EngineLibrariesContract {
    Libraries() {
      super(ChicoryEngineBuilder.FAMILY, "com.dylibso.chicory", "1.7.5");
    }
  }
}
