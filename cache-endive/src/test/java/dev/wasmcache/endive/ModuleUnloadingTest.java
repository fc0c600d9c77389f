package dev.wasmcache.endive;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import run.endive.runtime.Instance;

class ModuleUnloadingTest {

  private static final int MOST_COLLECTIONS = 50;
  private static final byte[] TINY = TinyModule.callingEachOther(TinyModule.CALL).bytes();

  @Test
  void module_nobodyHolds_isUnloadedWithItsClasses() {
    WeakReference<ClassLoader> loader = loaderOfAModuleThatRan();

    for (int i = 0; i < MOST_COLLECTIONS && loader.get() != null; i++) {
      System.gc();
    }

    assertThat(loader.get()).isNull();
  }

  private static WeakReference<ClassLoader> loaderOfAModuleThatRan() {
    EndiveEngine engine = EndiveEngine.create();
    EndiveModule module = engine.load(TINY, engine.compile(TINY));
    Instance instance = module.instanceBuilder().build();
    instance.export("0").apply(1);
    return new WeakReference<>(instance.getMachine().getClass().getClassLoader());
  }
}
