package dev.wasmcache.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose server sends more than was asked for: the client would keep all of an
 * answer in memory, however long it says it is.
 */
final class AnswerLimit extends ChannelDuplexHandler {

  private final long maximumBytes;
  private long received;

  private AnswerLimit(long maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  /**
   * Puts a limit on every connection.
   *
   * @param maximumBytes what may come after the last request was sent
   * @param next what else is done to a connection
   */
  static NettyCustomizer of(long maximumBytes, @Nullable NettyCustomizer next) {
    return new NettyCustomizer() {
      @Override
      public void afterBootstrapInitialized(Bootstrap bootstrap) {
        if (next != null) {
          next.afterBootstrapInitialized(bootstrap);
        }
      }

      @Override
      public void afterChannelInitialized(Channel channel) {
        channel.pipeline().addFirst(new AnswerLimit(maximumBytes));
        if (next != null) {
          next.afterChannelInitialized(channel);
        }
      }
    };
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    received = 0;
    ChannelFuture unused = context.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      received += bytes.readableBytes();
      if (received > maximumBytes) {
        bytes.release();
        ChannelFuture unused = context.close();
        return;
      }
    }
    context.fireChannelRead(message);
  }
}
