package dev.wasmcache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of {@code docs/faults.md}, and their contradictions with the tests. Does no I/O. */
record FaultList(List<Row> rows) {

  private static final Pattern LINE =
      Pattern.compile("(?m)^\\|\\s*([A-Z]\\d\\d)\\s*\\|(.*)\\|\\s*$");
  private static final Pattern METHOD = Pattern.compile("void ((?:[A-Z]\\d\\d_)+)\\w+\\(");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /**
   * A fault, the expected behaviour, and its evidence: names of classes and scripts, or a dash and
   * a reason.
   */
  record Row(String id, String fault, String expected, String test) {

    boolean hasReason() {
      return test.startsWith("–");
    }

    List<String> named() {
      return NAME.matcher(test).results().map((MatchResult name) -> name.group(1)).toList();
    }
  }

  static FaultList parse(String page) {
    List<Row> rows = new ArrayList<>();
    Matcher line = LINE.matcher(page);
    while (line.find()) {
      String[] cells = line.group(2).split("\\|", -1);
      rows.add(
          cells.length == 3
              ? new Row(line.group(1), cells[0].strip(), cells[1].strip(), cells[2].strip())
              : new Row(line.group(1), "", "", ""));
    }
    return new FaultList(rows);
  }

  /** Returns the ids that the test methods of a source start with. */
  static Set<String> idsOf(String source) {
    Set<String> ids = new TreeSet<>();
    Matcher method = METHOD.matcher(source);
    while (method.find()) {
      ids.addAll(List.of(method.group(1).split("_")));
    }
    return ids;
  }

  /**
   * Returns the problems, a sentence each.
   *
   * @param idsByClass the ids of each test class, by its simple name
   * @param isScript whether a path of the project is a script
   */
  List<String> problems(Map<String, Set<String>> idsByClass, Predicate<String> isScript) {
    List<String> problems = new ArrayList<>();
    Map<String, Row> byId = new TreeMap<>();
    for (Row row : rows) {
      if (byId.put(row.id(), row) != null) {
        problems.add(row.id() + " is there twice");
      }
      problems.addAll(problemsOf(row, idsByClass, isScript));
    }
    idsByClass.forEach(
        (name, ids) -> {
          for (String id : ids) {
            if (!byId.containsKey(id)) {
              problems.add("%s has a test of %s, which is not in the list".formatted(name, id));
            } else if (byId.get(id).hasReason()) {
              problems.add("%s has a reason for no test, but %s has one".formatted(id, name));
            }
          }
        });
    return problems;
  }

  private static List<String> problemsOf(
      Row row, Map<String, Set<String>> idsByClass, Predicate<String> isScript) {
    if (row.fault().isEmpty() || row.expected().isEmpty() || row.test().isEmpty()) {
      return List.of(row.id() + " is not '| id | fault | expected | test |'");
    }
    if (row.hasReason()) {
      return row.test().length() > 3 ? List.of() : List.of(row.id() + " has a dash and no reason");
    }
    if (row.named().isEmpty()) {
      return List.of(row.id() + " names neither a test class nor a script, nor has a reason");
    }
    List<String> problems = new ArrayList<>();
    for (String name : row.named()) {
      if (name.contains("/")) {
        if (!isScript.test(name)) {
          problems.add("%s names %s, which is not a script".formatted(row.id(), name));
        }
      } else if (!idsByClass.containsKey(name)) {
        problems.add("%s names %s, which is not a test class".formatted(row.id(), name));
      } else if (!idsByClass.get(name).contains(row.id())) {
        problems.add("%s names %s, which has no test of it".formatted(row.id(), name));
      }
    }
    return problems;
  }
}
