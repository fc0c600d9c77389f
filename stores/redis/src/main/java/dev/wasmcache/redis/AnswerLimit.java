package dev.wasmcache.redis;

import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose server sends more than was asked for, before the client processes it.
 * Without this, the client allocates room for as many elements as a group announces and keeps all
 * of an answer, however long it claims to be. It also takes an answer that was not asked for as the
 * answer to the next request, and that request's answer for the one after it.
 *
 * <p>It also tells the waiting requests of what has come, which the client shows only at the end of
 * an answer.
 *
 * <p>Applies to every connection of a client from its first byte: for data, for a cluster's
 * topology, to Sentinel, after a reconnect, and during login.
 */
final class AnswerLimit extends ChannelDuplexHandler {

  private final RespScanner requests = new RespScanner(RespScanner.Limits.NONE);
  private final RespScanner answers;
  private final long maximumBytes;
  private final Consumer<RefusedAnswerException> refusals;
  private long received;
  private boolean asked;
  private boolean refused;

  private AnswerLimit(
      RespScanner.Limits ofAnswer, long maximumBytes, Consumer<RefusedAnswerException> refusals) {
    this.answers = new RespScanner(ofAnswer);
    this.maximumBytes = maximumBytes;
    this.refusals = refusals;
  }

  /**
   * Puts a limit on every connection.
   *
   * @param ofAnswer the limits of one answer
   * @param maximumBytes the most bytes that may arrive after the last request was sent
   * @param refusals receives the reason before a connection is closed for it
   * @param next what else to do with a new connection
   */
  static NettyCustomizer of(
      RespScanner.Limits ofAnswer,
      long maximumBytes,
      Consumer<RefusedAnswerException> refusals,
      @Nullable NettyCustomizer next) {
    return new NettyCustomizer() {
      @Override
      public void afterBootstrapInitialized(Bootstrap bootstrap) {
        if (next != null) {
          next.afterBootstrapInitialized(bootstrap);
        }
      }

      @Override
      public void afterChannelInitialized(Channel channel) {
        // After TLS, if it is used, and before every handler that knows commands.
        ChannelHandlerContext encoder = channel.pipeline().context(CommandEncoder.class);
        if (encoder == null) {
          throw new IllegalStateException("The client encodes its commands in an unknown way");
        }
        AnswerLimit limit = new AnswerLimit(ofAnswer, maximumBytes, refusals);
        channel.pipeline().addBefore(encoder.name(), null, limit);
        if (next != null) {
          next.afterChannelInitialized(channel);
        }
      }
    };
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof ByteBuf bytes) {
      requests.scan(bytes);
      if (!asked) {
        // Before the first request, a server may say why it refuses the connection.
        answers.expectLogin();
        asked = true;
      }
      answers.expect(requests.takeValues());
      received = 0;
    }
    ChannelFuture unused = context.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
    } else if (refused) {
      bytes.release();
    } else {
      read(context, bytes);
    }
  }

  private void read(ChannelHandlerContext context, ByteBuf bytes) {
    try {
      received += bytes.readableBytes();
      if (received > maximumBytes) {
        throw new RefusedAnswerException("more than " + maximumBytes + " bytes after a request");
      }
      answers.scan(bytes);
    } catch (RefusedAnswerException e) {
      refuse(context, bytes, e);
      return;
    }
    long length = answers.openLength();
    if (length == 0) {
      context.fireChannelRead(bytes);
      tell(context, null, 0, 0);
      return;
    }
    long before = answers.openBefore(bytes);
    int from = answers.openStart();
    ByteBuf part = bytes.retainedSlice(from, bytes.writerIndex() - from);
    try {
      context.fireChannelRead(bytes);
      tell(context, part, length, before);
    } finally {
      part.release();
    }
  }

  /**
   * Tells the requests that wait for an answer that the server is sending. The client has processed
   * all whole answers, so that the open one belongs to the first request.
   */
  private static void tell(
      ChannelHandlerContext context, @Nullable ByteBuf part, long length, long before) {
    CommandHandler client = context.pipeline().get(CommandHandler.class);
    if (client == null) {
      return;
    }
    long now = System.nanoTime();
    boolean first = true;
    for (RedisCommand<?, ?, ?> waiting : client.getStack()) {
      if (waiting.getOutput() instanceof ArrivingOutput<?> output) {
        if (first && part != null) {
          output.keep(length, before, part);
        }
        output.heard(now);
      }
      first = false;
    }
  }

  /** Bytes before the refused ones belong to an answer that a caller waits for. */
  private void refuse(ChannelHandlerContext context, ByteBuf bytes, RefusedAnswerException reason) {
    refused = true;
    refusals.accept(reason);
    int whole = Math.max(0, answers.end() - bytes.readerIndex());
    if (whole > 0 && received <= maximumBytes) {
      context.fireChannelRead(bytes.readRetainedSlice(whole));
    }
    bytes.release();
    context.fireExceptionCaught(reason);
    ChannelFuture unused = context.close();
  }
}
