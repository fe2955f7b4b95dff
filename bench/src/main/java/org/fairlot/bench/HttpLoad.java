package org.fairlot.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * HTTP load on a loopback address, cheap enough to share two cores with what it measures. Bounded in time and connections;
 * it stops by itself.
 */
final class HttpLoad implements AutoCloseable {

  private static final int RESPONSE_BYTES_MAX = 256 << 10;
  private static final Duration LAST_ANSWERS_WITHIN = Duration.ofSeconds(20);

  /** A request: everything from the request line on. */
  record Request(String path, String headers, byte[] body) {
    ByteBuf bytes() {
      String head = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "Content-Type: application/json\r\n"
          + "Content-Length: " + body.length + "\r\n\r\n";
      return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body);
    }
  }

  /** @param latency in nanoseconds, of every answered request */
  record Result(Duration took, ConcurrentHistogram latency, Map<Integer, Long> statuses, String sampleOfFailure) {
    double perSecond() {
      return latency.getTotalCount() / (took.toNanos() / 1e9);
    }

    double millis(double percentile) {
      return latency.getValueAtPercentile(percentile) / 1e6;
    }

    long answeredWith(int status) {
      return statuses.getOrDefault(status, 0L);
    }
  }

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Connection> connections = new ArrayList<>();
  private volatile Run run;

  HttpLoad(int port, int connectionCount) {
    var bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    var connection = new Connection(channel);
                    channel.pipeline().addLast(
                        new HttpResponseDecoder(), new HttpObjectAggregator(RESPONSE_BYTES_MAX), connection);
                    synchronized (connections) {
                      connections.add(connection);
                    }
                  }
                });
    for (int i = 0; i < connectionCount; i++) {
      bootstrap.connect(new InetSocketAddress("127.0.0.1", port)).syncUninterruptibly();
    }
  }

  /** One run: requests by number, measured from when each was due. */
  private static final class Run {
    final LongFunction<Request> requests;
    final AtomicLong next;
    final ConcurrentHistogram latency = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(120), 3);
    final Map<Integer, AtomicLong> statuses = new ConcurrentSkipListMap<>();
    final AtomicBoolean stopped = new AtomicBoolean();
    final AtomicLong underWay = new AtomicLong();
    final boolean closed;
    final LinkedBlockingQueue<Connection> idle = new LinkedBlockingQueue<>();
    volatile String failure = "";

    Run(LongFunction<Request> requests, AtomicLong next, boolean closed) {
      this.requests = requests;
      this.next = next;
      this.closed = closed;
    }
  }

  private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final Channel channel;
    private long dueNanos;

    Connection(Channel channel) {
      this.channel = channel;
    }

    void send(Run current, long due) {
      dueNanos = due;
      channel.writeAndFlush(current.requests.apply(current.next.getAndIncrement()).bytes());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      Run current = run;
      current.latency.recordValue(Math.min(System.nanoTime() - dueNanos, TimeUnit.SECONDS.toNanos(119)));
      int status = response.status().code();
      current.statuses.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
      if (status >= 400 && current.failure.isEmpty()) {
        current.failure = status + " " + response.content().toString(StandardCharsets.UTF_8);
      }
      if (current.closed && !current.stopped.get()) {
        send(current, System.nanoTime());
        return;
      }
      current.underWay.decrementAndGet();
      current.idle.add(this);
    }
  }

  /** As many requests as the connections carry: each sends its next when it has its answer. */
  Result saturating(Duration duration, AtomicLong next, LongFunction<Request> requests) {
    var current = new Run(requests, next, true);
    run = current;
    long started = System.nanoTime();
    current.underWay.set(connections.size());
    connections.forEach(c -> c.channel.eventLoop().execute(() -> c.send(current, System.nanoTime())));
    Lab.pause(duration);
    current.stopped.set(true);
    return finish(current, started);
  }

  /** At a fixed rate, whatever the answers do; the latency counts from when a request was due. */
  Result atRate(double perSecond, Duration duration, AtomicLong next, LongFunction<Request> requests) {
    var current = new Run(requests, next, false);
    run = current;
    current.idle.addAll(connections);
    long started = System.nanoTime();
    long count = (long) (perSecond * duration.toNanos() / 1e9);
    try {
      for (long i = 0; i < count; i++) {
        long due = started + (long) (i * 1e9 / perSecond);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        var connection = current.idle.poll(30, TimeUnit.SECONDS);
        if (connection == null) {
          throw new IllegalStateException("no answer for 30 s");
        }
        current.underWay.incrementAndGet();
        connection.channel.eventLoop().execute(() -> connection.send(current, due));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return finish(current, started);
  }

  private static Result finish(Run current, long started) {
    long took = System.nanoTime() - started;
    long deadline = System.nanoTime() + LAST_ANSWERS_WITHIN.toNanos();
    while (current.underWay.get() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    var statuses = new TreeMap<Integer, Long>();
    current.statuses.forEach((status, count) -> statuses.put(status, count.get()));
    if (current.underWay.get() > 0) {
      statuses.put(0, current.underWay.get());
    }
    return new Result(Duration.ofNanos(took), current.latency, statuses, current.failure);
  }

  @Override
  public void close() {
    var done = new CountDownLatch(1);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(f -> done.countDown());
    try {
      done.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
