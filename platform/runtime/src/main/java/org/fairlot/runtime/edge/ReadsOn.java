package org.fairlot.runtime.edge;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Reads on after every answer. Reactor Netty reads a connection on demand, and up to 1.3.8 forgets to when a request that
 * was sent ahead of an answer is itself answered at once: the client's next request on that connection then waits for ever
 * (reactor-netty issue 4361). One read too many does no harm. To be taken out with Reactor Netty 1.3.9.
 */
@ChannelHandler.Sharable
public final class ReadsOn extends ChannelOutboundHandlerAdapter {

  private static final String NAME = "fairlot.reads-on";

  private ReadsOn() {}

  public static HttpServer applyTo(HttpServer server) {
    var readsOn = new ReadsOn();
    return server.doOnChannelInit((observer, channel, address) -> {
      if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, NAME, readsOn);
      }
    });
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(message, promise);
    if (message instanceof LastHttpContent) {
      // behind whatever the answer's end has already put there
      context.executor().execute(() -> context.executor().execute(context.channel()::read));
    }
  }
}
