package dev.wasmcache.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in Markdown, with columns as wide as their content. Not safe for concurrent use. */
public final class MarkdownTable {

  private final List<List<String>> rows = new ArrayList<>();

  public MarkdownTable(String... columns) {
    rows.add(List.of(columns));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it does not have as many cells as there are columns
   */
  public void row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "Not a cell for each of " + rows.get(0) + ": " + Arrays.toString(cells));
    }
    rows.add(List.of(cells));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      appendRow(text, rows.get(row));
      if (row == 0) {
        text.append('|');
        for (int column = 0; column < rows.get(0).size(); column++) {
          text.append(" ").append("-".repeat(width(column))).append(" |");
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private void appendRow(StringBuilder text, List<String> row) {
    text.append('|');
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      text.append(' ').append(cell).append(" ".repeat(width(column) - cell.length())).append(" |");
    }
    text.append('\n');
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
