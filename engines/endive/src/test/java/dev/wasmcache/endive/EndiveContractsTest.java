package dev.wasmcache.endive;

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
import run.endive.wasm.WasmModule;

/** Everything that is required of an engine and its adapter. */
class EndiveContractsTest {

  private static final TestedEndive ENDIVE = new TestedEndive();

  @Nested
  class Adapter extends AdapterContract<EndiveModule> {
    Adapter() {
      super(ENDIVE);
    }
  }

  @Nested
  class Artifacts extends ArtifactContract<EndiveModule> {
    Artifacts() {
      super(ENDIVE);
    }
  }

  @Nested
  class Options extends OptionsContract<EndiveModule> {
    Options() {
      super(ENDIVE);
    }
  }

  @Nested
  class Readers extends ReadersContract<EndiveModule> {
    Readers() {
      super(ENDIVE);
    }
  }

  @Nested
  class RoundTrip extends RoundTripContract<EndiveModule> {
    RoundTrip() {
      super(ENDIVE);
    }
  }

  @Nested
  class Determinism extends DeterminismContract<EndiveModule> {
    Determinism() {
      super(ENDIVE);
    }
  }

  @Nested
  class EarlierArtifact extends EarlierArtifactContract<EndiveModule> {
    EarlierArtifact() {
      super(ENDIVE, "16fbe2f5a1aa5e299b8319711853172245a184919e9cf506b1a9e81f22346484");
    }
  }

  @Nested
  class Machines extends MachineFactoryContract<WasmModule> {
    Machines() {
      super(new TestedEndiveMachines());
    }
  }

  @Nested
  class AnnouncedSizes extends AnnouncedSizesContract<EndiveModule> {
    AnnouncedSizes() {
      super(ENDIVE, ModuleParser::operands);
    }
  }

  @Nested
  class Libraries extends EngineLibrariesContract {
    Libraries() {
      super(EndiveEngineBuilder.FAMILY, "run.endive", "1.0.0");
    }
  }
}
