package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.differential.Variant.Way;
import java.util.List;
import java.util.function.Supplier;

/**
 * Bugs that differential runs must find. They are in what is loaded from disk, or if the module is
 * refused, in this refusal.
 */
enum PlantedBug {
  NONE {
    @Override
    Program load(Way way, Supplier<Program> good) {
      return good.get();
    }
  },
  /** A call gets the result of another function of the same type. */
  OTHER_FUNCTION {
    @Override
    long[] call(Running good, List<Function> exports, String export, long[] arguments) {
      Function asked =
          exports.stream().filter(it -> it.name().equals(export)).findFirst().orElseThrow();
      String other =
          exports.stream()
              .filter(it -> !it.name().equals(export))
              .filter(it -> it.parameters().equals(asked.parameters()))
              .filter(it -> it.results().equals(asked.results()))
              .map(Function::name)
              .findFirst()
              .orElse(export);
      return good.call(other, arguments);
    }
  },
  /** A trap is not thrown, but answered with zero. */
  SWALLOWED_TRAP {
    @Override
    long[] call(Running good, List<Function> exports, String export, long[] arguments) {
      try {
        return good.call(export, arguments);
      } catch (RuntimeException e) {
        return new long[1];
      }
    }
  },
  /** An exception reaches the caller as another one with the same message. */
  OTHER_EXCEPTION {
    @Override
    long[] call(Running good, List<Function> exports, String export, long[] arguments) {
      try {
        return good.call(export, arguments);
      } catch (RuntimeException e) {
        throw new UnsupportedOperationException(e.getMessage(), e);
      }
    }
  },
  /** One bit of the memory is wrong. */
  CHANGED_BYTE {
    @Override
    byte[] page(byte[] good) {
      good[4_711] ^= 1;
      return good;
    }
  },
  /** One global is wrong. */
  CHANGED_GLOBAL {
    @Override
    long[] values(long[] good) {
      good[0]++;
      return good;
    }
  },
  /** Instances share their state. */
  SHARED_STATE {
    @Override
    Program planted(Program program) {
      return new Planted(program, this) {
        private Running first;

        @Override
        public Running start(Host host) {
          if (first == null) {
            first = program.start(host);
          }
          return first;
        }
      };
    }
  },
  /** A module that is refused seems to be an empty one. */
  SWALLOWED_REFUSAL {
    @Override
    Program refused(RuntimeException refusal) {
      return new Empty();
    }
  },
  /** A refusal has another message. */
  OTHER_MESSAGE {
    @Override
    Program refused(RuntimeException refusal) {
      throw copyOf(refusal, refusal.getMessage() + '.');
    }
  },
  /** A refusal has another class. */
  OTHER_REFUSAL {
    @Override
    Program refused(RuntimeException refusal) {
      throw new IllegalArgumentException(refusal.getMessage(), refusal);
    }
  };

  Program load(Way way, Supplier<Program> good) {
    try {
      Program program = good.get();
      return way == Way.DISK ? planted(program) : program;
    } catch (RuntimeException e) {
      return refused(e);
    }
  }

  Program planted(Program program) {
    return new Planted(program, this);
  }

  Program refused(RuntimeException refusal) {
    throw refusal;
  }

  private static RuntimeException copyOf(RuntimeException thrown, String message) {
    try {
      return thrown.getClass().getConstructor(String.class).newInstance(message);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  long[] call(Running good, List<Function> exports, String export, long[] arguments) {
    return good.call(export, arguments);
  }

  byte[] page(byte[] good) {
    return good;
  }

  long[] values(long[] good) {
    return good;
  }

  private static final class Empty implements Program {

    @Override
    public List<Function> exports() {
      return List.of();
    }

    @Override
    public int importedFunctions() {
      return 0;
    }

    @Override
    public int ownFunctions() {
      return 0;
    }

    @Override
    public Running start(Host host) {
      throw new IllegalStateException("There is nothing to be started");
    }
  }

  private static class Planted implements Program {
    private final Program good;
    private final PlantedBug bug;

    Planted(Program good, PlantedBug bug) {
      this.good = good;
      this.bug = bug;
    }

    @Override
    public List<Function> exports() {
      return good.exports();
    }

    @Override
    public int importedFunctions() {
      return good.importedFunctions();
    }

    @Override
    public int ownFunctions() {
      return good.ownFunctions();
    }

    @Override
    public Running start(Host host) {
      return new PlantedRun(good.start(host), exports(), bug);
    }
  }

  private record PlantedRun(Running good, List<Function> exports, PlantedBug bug)
      implements Running {

    @Override
    public long[] call(String export, long[] arguments) {
      return bug.call(good, exports, export, arguments);
    }

    @Override
    public void stop() {
      good.stop();
    }

    @Override
    public int pages() {
      return good.pages();
    }

    @Override
    public byte[] page(int number) {
      return number == 0 ? bug.page(good.page(number)) : good.page(number);
    }

    @Override
    public long[] values() {
      return bug.values(good.values());
    }
  }
}
