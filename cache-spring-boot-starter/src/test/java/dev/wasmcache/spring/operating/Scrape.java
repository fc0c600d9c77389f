package dev.wasmcache.spring.operating;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Prometheus server reads from an application. */
final class Scrape {

  /** What the server adds to each series. */
  private static final Set<String> OF_THE_TARGET = Set.of("instance", "job");

  private static final Pattern SAMPLE =
      Pattern.compile("(?<name>[a-zA-Z_:][\\w:]*)(\\{(?<labels>.*)})? (?<value>\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\",?");

  private final Map<String, List<Sample>> samples = new HashMap<>();

  private record Sample(Map<String, String> labels, double value) {}

  private Scrape() {}

  static Scrape parse(String text) {
    Scrape scrape = new Scrape();
    text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(scrape::add);
    return scrape;
  }

  private void add(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("Not a sample: " + line);
    }
    Map<String, String> labels = new TreeMap<>();
    if (sample.group("labels") != null) {
      Matcher label = LABEL.matcher(sample.group("labels"));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    String value = sample.group("value").replace("+Inf", "Infinity");
    samples
        .computeIfAbsent(sample.group("name"), name -> new ArrayList<>())
        .add(new Sample(labels, Double.parseDouble(value)));
  }

  /** The sum of the series of this name that have these labels, given as "name=value". */
  double sum(String metric, String... labels) {
    return find(metric, labels).stream().mapToDouble(Sample::value).sum();
  }

  /** The number of series of this name that have these labels. */
  int count(String metric, String... labels) {
    return find(metric, labels).size();
  }

  private List<Sample> find(String metric, String... labels) {
    List<Sample> found =
        samples.getOrDefault(metric, List.of()).stream()
            .filter(
                sample ->
                    Arrays.stream(labels)
                        .map(label -> label.split("=", 2))
                        .allMatch(label -> label[1].equals(sample.labels().get(label[0]))))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "No " + metric + Arrays.toString(labels) + " among " + samples.get(metric));
    }
    return found;
  }

  /** Returns what an expression selects that does not exist; empty if all of it exists. */
  List<String> missing(String expression) {
    List<String> missing = new ArrayList<>();
    for (PromQl.Selector selector : PromQl.selectors(expression)) {
      List<Sample> found = samples.getOrDefault(selector.metric(), List.of());
      if (found.isEmpty()) {
        missing.add(selector.metric());
      }
      for (PromQl.LabelMatcher matcher : selector.matchers()) {
        if (!has(found, matcher)) {
          missing.add(selector.metric() + " with " + matcher);
        }
      }
      for (String label : selector.grouped()) {
        if (!hasLabel(found, label)) {
          missing.add(selector.metric() + " by " + label);
        }
      }
    }
    return missing;
  }

  private static boolean has(List<Sample> found, PromQl.LabelMatcher matcher) {
    String label = matcher.label();
    if (OF_THE_TARGET.contains(label) || matcher.value().startsWith("$")) {
      return hasLabel(found, label);
    }
    // An excluded value must exist, or else nothing is excluded.
    return Arrays.stream(matcher.value().split("\\|"))
        .allMatch(
            value -> found.stream().anyMatch(sample -> value.equals(sample.labels().get(label))));
  }

  private static boolean hasLabel(List<Sample> found, String label) {
    return OF_THE_TARGET.contains(label)
        || found.stream().allMatch(sample -> sample.labels().containsKey(label));
  }
}
