package dev.wasmcache.redis;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Follows a stream of the Redis protocol (RESP2 and RESP3) to find the end of each value. Refuses
 * values that announce or bring more than their limits. It parses headers and lines, skips bodies
 * and keeps neither, so that its cost does not depend on announced sizes.
 *
 * <pre>
 * value   = line-type text CRLF | body-type length CRLF bytes CRLF | group-type count CRLF value*
 * line    = "+" | "-" | ":" | "_" | "#" | "," | "("
 * body    = "$" | "!" | "="
 * group   = "*" | "~" | "%" (twice as many values) | "&gt;" (not within another value)
 * length, count = digits | "-1" (after "$" and "*" alone)
 * </pre>
 *
 * Attributes and streamed values are refused: no answer to a command of this store has them, and
 * the client does not support them. For one thread at a time.
 */
final class RespScanner {

  /**
   * The limits of one value.
   *
   * @param bytes in total, including what it announces
   * @param elements in all of its groups together
   * @param lineBytes in a line
   */
  record Limits(long bytes, int elements, int lineBytes) {
    static final Limits NONE = new Limits(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** The deepest nesting of groups: the deepest answer to this store's commands has four levels. */
  static final int MAXIMUM_DEPTH = 8;

  private static final int LONGEST_NUMBER = 20;
  private static final int LONGEST_DOUBLE = 64;
  private static final int LONGEST_BIG_NUMBER = 400;
  private static final int VERBATIM_FORMAT = 4;

  private enum State {
    TYPE,
    LINE,
    LINE_END,
    BODY,
    BODY_RETURN,
    BODY_END
  }

  private final Limits limits;
  private final long[] open = new long[MAXIMUM_DEPTH];
  private final byte[] text = new byte[LONGEST_DOUBLE];
  private int depth;
  private State state = State.TYPE;
  private byte type;
  private boolean push;
  private int lineLength;
  private long bodyLength;
  private long bodyLeft;
  private int bodyStart;
  private long bytesLeft;
  private long elementsLeft;
  private long values;
  private long expected = Long.MAX_VALUE;
  private boolean nullable = true;
  private int end;

  RespScanner(Limits limits) {
    this.limits = limits;
    begin();
  }

  /**
   * From now on, refuses every value that is not expected, except pushes. The first value answers
   * the login.
   */
  void expectLogin() {
    expected = 0;
    nullable = false;
  }

  /** Expects so many more values. */
  void expect(long more) {
    expected += more;
  }

  /** Returns how many values have ended, not counting pushes, and resets the count. */
  long takeValues() {
    long taken = values;
    values = 0;
    return taken;
  }

  /**
   * Returns the index, in the buffer that was scanned last, at which the last complete value ends.
   */
  int end() {
    return end;
  }

  /**
   * Returns the length of the string that has begun and not ended; 0 if there is none. A string
   * within a group does not count.
   */
  long openLength() {
    return state == State.BODY && depth == 0 && type == '$' ? bodyLength : 0;
  }

  /** Returns how many bytes of the open string came before the buffer that was scanned last. */
  long openBefore(ByteBuf scanned) {
    return bodyLength - bodyLeft - (scanned.writerIndex() - bodyStart);
  }

  /** Returns where the bytes of the open string start in the buffer that was scanned last. */
  int openStart() {
    return bodyStart;
  }

  /**
   * Scans the readable bytes without moving the reader index. Overwrites control characters and
   * characters that are not ASCII in the text of a status or an error with question marks, since
   * both end up in logs, including those of the client.
   *
   * @throws RefusedAnswerException at the first byte that is refused; the scanner cannot be used
   *     after that
   */
  void scan(ByteBuf buffer) throws RefusedAnswerException {
    int index = buffer.readerIndex();
    int limit = buffer.writerIndex();
    end = index;
    bodyStart = index;
    while (index < limit) {
      if (state == State.BODY) {
        bodyStart = index;
        int length = (int) Math.min(bodyLeft, limit - index);
        if (type == '!') {
          clean(buffer, index, length);
        }
        index += length;
        bodyLeft -= length;
        if (bodyLeft == 0) {
          state = State.BODY_RETURN;
        }
        continue;
      }
      step(buffer, index);
      index++;
      if (state == State.TYPE && depth == 0) {
        end = index;
      }
    }
    if (state == State.BODY && bodyLeft == bodyLength) {
      bodyStart = limit;
    }
  }

  private static void clean(ByteBuf buffer, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (isUnprintable(buffer.getByte(i))) {
        buffer.setByte(i, '?');
      }
    }
  }

  private static boolean isUnprintable(byte b) {
    return b < ' ' || b == 0x7f;
  }

  private void step(ByteBuf buffer, int index) throws RefusedAnswerException {
    byte b = buffer.getByte(index);
    switch (state) {
      case TYPE -> beginValue(b);
      case LINE -> inLine(b, buffer, index);
      case LINE_END -> {
        require(b == '\n', "a line that does not end with CRLF");
        endLine();
      }
      case BODY_RETURN -> {
        require(b == '\r', "a string that is longer than announced");
        state = State.BODY_END;
      }
      case BODY_END -> {
        require(b == '\n', "a string that is longer than announced");
        endValue();
      }
      default -> throw new IllegalStateException(state.name());
    }
  }

  private void beginValue(byte b) throws RefusedAnswerException {
    if (depth == 0) {
      push = b == '>';
      if (!push) {
        require(expected > 0, "an answer to which there is no request");
        expected--;
      }
    } else {
      require(b != '>', "a push within an answer");
    }
    require("+-:_#,($!=*~%>".indexOf(b) >= 0, "an answer of an unknown type");
    type = b;
    lineLength = 0;
    state = State.LINE;
    spend(1);
  }

  private void inLine(byte b, ByteBuf buffer, int index) throws RefusedAnswerException {
    spend(1);
    if (b == '\r') {
      state = State.LINE_END;
      return;
    }
    require(b != '\n', "a line that does not end with CRLF");
    int longest =
        switch (type) {
          case '+', '-' -> limits.lineBytes();
          case '(' -> LONGEST_BIG_NUMBER;
          case ',' -> LONGEST_DOUBLE;
          case '#' -> 1;
          case '_' -> 0;
          default -> LONGEST_NUMBER;
        };
    if (lineLength >= longest) {
      throw over("a line of more than", longest, "bytes");
    }
    if (type == '+' || type == '-') {
      if (isUnprintable(b)) {
        buffer.setByte(index, '?');
      }
    } else if (type == '(') {
      require(isDigit(b) || (lineLength == 0 && b == '-'), "an invalid number");
    } else {
      text[lineLength] = b;
    }
    lineLength++;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void endLine() throws RefusedAnswerException {
    spend(1);
    switch (type) {
      case ':' -> {
        long unused = number(Long.MIN_VALUE);
        endValue();
      }
      case '#' -> {
        require(lineLength == 1 && (text[0] == 't' || text[0] == 'f'), "an invalid boolean");
        endValue();
      }
      case ',' -> {
        requireDouble();
        endValue();
      }
      case '(' -> {
        require(lineLength > 0, "an invalid number");
        endValue();
      }
      case '_' -> endNothing();
      case '$', '!', '=' -> beginBody();
      case '*', '~', '>', '%' -> beginGroup();
      default -> endValue();
    }
  }

  private void requireDouble() throws RefusedAnswerException {
    String written = new String(text, 0, lineLength, StandardCharsets.US_ASCII);
    if (!written.equals("inf") && !written.equals("-inf") && !written.equals("nan")) {
      try {
        double unused = Double.parseDouble(written);
      } catch (NumberFormatException e) {
        throw new RefusedAnswerException("an invalid number");
      }
    }
  }

  private long number(long smallest) throws RefusedAnswerException {
    boolean negative = lineLength > 0 && text[0] == '-';
    long number = 0;
    require(lineLength > (negative ? 1 : 0), "an invalid number");
    for (int i = negative ? 1 : 0; i < lineLength; i++) {
      require(isDigit(text[i]), "an invalid number");
      // A length that does not fit is over every limit; an integer answer is checked by the client.
      number = number > Long.MAX_VALUE / 10 - 1 ? Long.MAX_VALUE / 10 : number * 10 + text[i] - '0';
    }
    number = negative ? -number : number;
    require(number >= smallest, "a length of " + number);
    return number;
  }

  private void beginBody() throws RefusedAnswerException {
    long length = number(type == '$' ? -1 : 0);
    if (length < 0) {
      endNothing();
      return;
    }
    if (type == '!' && length > limits.lineBytes()) {
      throw over("an error of more than", limits.lineBytes(), "bytes");
    }
    require(type != '=' || length >= VERBATIM_FORMAT, "a verbatim string without its format");
    spend(length);
    spend(2);
    bodyLength = length;
    bodyLeft = length;
    state = length == 0 ? State.BODY_RETURN : State.BODY;
  }

  private void beginGroup() throws RefusedAnswerException {
    long count = number(type == '*' ? -1 : 0);
    if (count > elementsLeft || (type == '%' && 2 * count > elementsLeft)) {
      throw over(
          "a group of " + count + " elements, which would exceed the limit of",
          limits.elements(),
          "elements");
    }
    count = type == '%' ? 2 * count : count;
    elementsLeft -= Math.max(0, count);
    if (count < 0) {
      endNothing();
      return;
    }
    if (count == 0) {
      endValue();
      return;
    }
    if (depth == MAXIMUM_DEPTH) {
      throw over("groups in more than", MAXIMUM_DEPTH, "groups");
    }
    open[depth++] = count;
    state = State.TYPE;
  }

  /** The login must have an answer that is not null: the client relies on it. */
  private void endNothing() throws RefusedAnswerException {
    require(nullable || depth > 0, "null in answer to the login");
    endValue();
  }

  private void endValue() {
    state = State.TYPE;
    while (depth > 0 && --open[depth - 1] == 0) {
      depth--;
    }
    if (depth == 0) {
      if (!push) {
        values++;
        nullable = true;
      }
      begin();
    }
  }

  private void begin() {
    bytesLeft = limits.bytes();
    elementsLeft = limits.elements();
  }

  private void spend(long bytes) throws RefusedAnswerException {
    if (bytes > bytesLeft) {
      throw over("an answer of more than", limits.bytes(), "bytes");
    }
    bytesLeft -= bytes;
  }

  private static void require(boolean condition, String otherwise) throws RefusedAnswerException {
    if (!condition) {
      throw new RefusedAnswerException(otherwise);
    }
  }

  private static RefusedAnswerException over(String what, long limit, String unit) {
    return new RefusedAnswerException(what + " " + limit + " " + unit);
  }
}
