package dev.wasmcache.spring.operating;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the series that a PromQL expression selects. It supports only the part of the grammar that
 * the expressions of this project use. It rejects everything else, so that no metric is overlooked.
 */
final class PromQl {

  private static final Set<String> FUNCTIONS =
      Set.of("rate", "increase", "sum", "max", "min_over_time", "histogram_quantile");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "offset");
  private static final Set<String> GROUPINGS = Set.of("by", "on");

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>\\s+)"
              + "|(?<range>\\[[^\\]]*\\])"
              + "|(?<duration>\\d+[smhd])"
              + "|(?<number>\\d+(\\.\\d+)?)"
              + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "|(?<matchers>\\{[^}]*\\})"
              + "|(?<open>\\()"
              + "|(?<close>\\))"
              + "|(?<operator>[-+*/,]|[<>=!]=|[<>])");
  private static final Pattern MATCHER =
      Pattern.compile("\\s*([a-zA-Z_]\\w*)\\s*(=~|!=|=)\\s*\"([^\"]*)\"\\s*(,|$)");

  private final String expression;
  private final List<Selector> selectors = new ArrayList<>();
  private final Set<String> joined = new LinkedHashSet<>();
  private final Deque<Set<String>> groups = new ArrayDeque<>();
  private Set<String> nextGroup = Set.of();

  private PromQl(String expression) {
    this.expression = expression;
  }

  /**
   * A selector of an expression.
   *
   * @param metric its name
   * @param matchers what its labels must be
   * @param grouped the labels that it is grouped or joined by
   */
  record Selector(String metric, List<LabelMatcher> matchers, Set<String> grouped) {}

  /** One condition on a label. */
  record LabelMatcher(String label, String operator, String value) {}

  /**
   * @throws IllegalArgumentException if it contains something that is not supported here
   */
  static List<Selector> selectors(String expression) {
    return new PromQl(expression).parse();
  }

  private List<Selector> parse() {
    Matcher token = TOKEN.matcher(expression);
    int at = 0;
    while (at < expression.length()) {
      if (!token.find(at) || token.start() != at) {
        throw new IllegalArgumentException(
            "Not understood: " + expression.substring(at) + " in " + expression);
      }
      at = token.end();
      if (token.group("name") != null) {
        at = name(token.group("name"), at);
      } else if (token.group("open") != null) {
        groups.push(nextGroup);
        nextGroup = Set.of();
      } else if (token.group("close") != null) {
        groups.pop();
      } else if (token.group("matchers") != null) {
        throw new IllegalArgumentException("A selector without a name in " + expression);
      }
    }
    if (!groups.isEmpty()) {
      throw new IllegalArgumentException("A parenthesis is not closed in " + expression);
    }
    return selectors.stream().map(this::withJoined).toList();
  }

  private int name(String name, int end) {
    Matcher after = TOKEN.matcher(expression).region(end, expression.length());
    if (FUNCTIONS.contains(name) || OPERATORS.contains(name)) {
      return end;
    }
    if (GROUPINGS.contains(name)) {
      return grouping(name, end);
    }
    List<LabelMatcher> matchers = List.of();
    int next = end;
    if (after.lookingAt() && after.group("matchers") != null) {
      matchers = matchers(after.group("matchers"));
      next = after.end();
    } else if (expression.startsWith("(", end)) {
      throw new IllegalArgumentException("Not a known function: " + name + " in " + expression);
    }
    Set<String> grouped = new HashSet<>();
    groups.forEach(grouped::addAll);
    selectors.add(new Selector(name, matchers, grouped));
    return next;
  }

  private int grouping(String name, int end) {
    Matcher list = Pattern.compile("\\s*\\(([\\w\\s,]*)\\)").matcher(expression);
    if (!list.region(end, expression.length()).lookingAt()) {
      throw new IllegalArgumentException(name + " without labels in " + expression);
    }
    Set<String> labels = Set.of(list.group(1).strip().split("\\s*,\\s*"));
    if (name.equals("on")) {
      joined.addAll(labels);
    } else {
      nextGroup = labels;
    }
    return list.end();
  }

  private List<LabelMatcher> matchers(String braces) {
    List<LabelMatcher> matchers = new ArrayList<>();
    String inside = braces.substring(1, braces.length() - 1);
    Matcher matcher = MATCHER.matcher(inside);
    int at = 0;
    while (at < inside.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException("Not understood: " + braces + " in " + expression);
      }
      matchers.add(new LabelMatcher(matcher.group(1), matcher.group(2), matcher.group(3)));
      at = matcher.end();
    }
    return matchers;
  }

  private Selector withJoined(Selector selector) {
    Set<String> all = new HashSet<>(selector.grouped());
    all.addAll(joined);
    return new Selector(selector.metric(), selector.matchers(), all);
  }
}
