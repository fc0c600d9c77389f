package dev.wasmcache.chicory;

import dev.wasmcache.engine.AnnouncedSizesContract;

class ChicoryAnnouncedSizesTest extends AnnouncedSizesContract<ChicoryModule> {

  ChicoryAnnouncedSizesTest() {
    super(new TestedChicory(), ModuleParser::operands);
  }
}
