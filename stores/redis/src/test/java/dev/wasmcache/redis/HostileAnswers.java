package dev.wasmcache.redis;

import java.util.ArrayList;
import java.util.List;

/** Server answers that announce more than can exist, or that are invalid. */
final class HostileAnswers {

  private static final String[] COUNTS = {
    "1073741824", "2147483647", "4294967295", "9223372036854775807", "99999999999999999999", "5000"
  };

  private HostileAnswers() {}

  static List<String> all() {
    List<String> answers = new ArrayList<>();
    for (String type : List.of("*", "%", "~", ">", "|", "@")) {
      for (String count : COUNTS) {
        answers.add(type + count + "\r\n");
      }
      for (String nonsense : List.of("-2", "", "x", "1x", "--1", "?", "+5")) {
        answers.add(type + nonsense + "\r\n");
      }
      answers.add("*1\r\n" + type + "1073741824\r\n");
      answers.add("%1\r\n+a\r\n" + type + "1073741824\r\n");
      answers.add("*3\r\n:1\r\n$1\r\na\r\n~1\r\n" + type + "1073741824\r\n");
      answers.add("|1\r\n+a\r\n" + type + "1073741824\r\n");
    }
    // Each is small, but together they are not.
    answers.add("*4000\r\n" + "*4000\r\n".repeat(3));
    answers.add("*1\r\n".repeat(40));
    for (String type : List.of("$", "!", "=")) {
      for (String length :
          List.of("1073741824", "2147483647", "4294967306", "-2", "", "abc", "?")) {
        answers.add(type + length + "\r\n");
        answers.add("*2\r\n:1\r\n" + type + length + "\r\n");
      }
    }
    answers.add("=1\r\nx\r\n");
    answers.add("$1\r\nxyz\r\n");
    answers.add("+OK\n");
    answers.add("+O\rK\r\n");
    answers.add(":\r\n");
    answers.add(":12x\r\n");
    answers.add(",zzz\r\n");
    answers.add("#ttt\r\n");
    answers.add("_1\r\n");
    answers.add("(1x\r\n");
    answers.add("\0\0\0\0");
    answers.add("HTTP/1.1 400 Bad Request\r\n\r\n");
    for (String type : List.of("+", "-", ":", ",", "(", "#", "_", "*", "$")) {
      answers.add(type + "1".repeat(100_000));
    }
    return answers;
  }
}
