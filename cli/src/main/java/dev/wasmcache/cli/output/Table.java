package dev.wasmcache.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Columns that are as wide as their widest cell. Not safe for concurrent use. */
public final class Table {

  private static final String GAP = "  ";

  private final String[] header;
  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param header the names of the columns; one that begins with {@code >} is aligned to the right
   */
  public Table(String... header) {
    this.header = new String[header.length];
    this.right = new boolean[header.length];
    for (int i = 0; i < header.length; i++) {
      right[i] = header[i].startsWith(">");
      this.header[i] = right[i] ? header[i].substring(1) : header[i];
    }
  }

  /** Adds a row with a cell for each column. */
  public void add(String... cells) {
    rows.add(cells);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Writes the header in bold, and the rows. */
  public void print(PrintWriter out, Ansi ansi) {
    int[] widths = new int[header.length];
    for (int column = 0; column < header.length; column++) {
      widths[column] = header[column].length();
      for (String[] row : rows) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    out.println(ansi.string("@|bold " + line(header, widths) + "|@"));
    for (String[] row : rows) {
      out.println(line(row, widths));
    }
  }

  private String line(String[] cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String padding = " ".repeat(widths[i] - cells[i].length());
      line.append(i == 0 ? "" : GAP);
      line.append(right[i] ? padding + cells[i] : cells[i] + padding);
    }
    return line.toString().stripTrailing();
  }
}
