package dev.wasmcache.engine.differential;

import java.util.List;
import java.util.function.Supplier;

/** Bugs that differential runs must find. They are in what is loaded from disk. */
enum PlantedBug {
  NONE {
    @Override
    Program load(Supplier<Program> good) {
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
    Program load(Supplier<Program> good) {
      Program program = super.load(good);
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
  };

  Program load(Supplier<Program> good) {
    return new Planted(good.get(), this);
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
