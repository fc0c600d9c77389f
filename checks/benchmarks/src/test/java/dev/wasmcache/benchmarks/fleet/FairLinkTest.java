package dev.wasmcache.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairLinkTest {

  private final Simulation simulation = new Simulation();
  private final List<Double> ends = new ArrayList<>();
  private final List<Double> givenUp = new ArrayList<>();

  @Test
  void transfer_alone_isAsFastAsTheSlowerOfLinkAndEnd() {
    start(new FairLink(simulation, 100, 50), 0, 100, 60);
    simulation.run();
    assertThat(ends).containsExactly(2.0);
  }

  @Test
  void transfers_ofTwo_shareTheLinkWhileBothRun() {
    FairLink link = new FairLink(simulation, 100, TierModel.UNLIMITED);
    start(link, 0, 100, 60);
    start(link, 0.5, 100, 60);
    simulation.run();
    // Half of the first has arrived when the second starts: half speed until 1.5, then full speed.
    assertThat(ends.get(0)).isCloseTo(1.5, within(1e-9));
    assertThat(ends.get(1)).isCloseTo(2.0, within(1e-9));
  }

  @Test
  void transfer_thatIsGivenUp_leavesTheLinkToTheOthers() {
    FairLink link = new FairLink(simulation, 100, TierModel.UNLIMITED);
    start(link, 0, 1000, 1);
    start(link, 0, 100, 60);
    simulation.run();
    assertThat(givenUp).containsExactly(1.0);
    assertThat(ends.get(0)).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void transfers_moreThanTheLinkBears_areAllGivenUp() {
    FairLink link = new FairLink(simulation, 100, TierModel.UNLIMITED);
    for (int i = 0; i < 200; i++) {
      start(link, 0, 1, 1);
    }
    simulation.run();
    assertThat(ends).isEmpty();
    assertThat(givenUp).hasSize(200);
  }

  @Test
  void left_ofATransfer_isWhatHasNotCome() {
    FairLink link = new FairLink(simulation, 100, TierModel.UNLIMITED);
    List<Double> left = new ArrayList<>();
    FairLink.Transfer first = link.start(100, () -> ends.add(simulation.now()));
    FairLink.Transfer second = link.start(300, () -> ends.add(simulation.now()));
    simulation.at(1, () -> left.addAll(List.of(first.left(), second.left())));
    simulation.run();
    assertThat(left).containsExactly(50.0, 250.0);
    assertThat(second.left()).isZero();
  }

  @Test
  void change_inTheMiddle_slowsWhatIsLeft() {
    FairLink link = new FairLink(simulation, 100, TierModel.UNLIMITED);
    start(link, 0, 200, 60);
    simulation.at(1, () -> link.change(0.5));
    simulation.run();
    assertThat(ends.get(0)).isCloseTo(3.0, within(1e-9));
  }

  private void start(FairLink link, double at, long bytes, double patience) {
    simulation.at(
        at,
        () -> {
          boolean[] ended = new boolean[1];
          FairLink.Transfer transfer =
              link.start(
                  bytes,
                  () -> {
                    ended[0] = true;
                    ends.add(simulation.now());
                  });
          simulation.after(
              patience,
              () -> {
                if (!ended[0]) {
                  transfer.stop();
                  givenUp.add(simulation.now());
                }
              });
        });
  }
}
