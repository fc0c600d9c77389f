package dev.wasmcache.endive;

import dev.wasmcache.engine.AnnouncedSizesContract;

class EndiveAnnouncedSizesTest extends AnnouncedSizesContract<EndiveModule> {

  EndiveAnnouncedSizesTest() {
    super(new TestedEndive(), ModuleParser::operands);
  }
}
