package org.fairlot.local.documents;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.ErrorCode;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A document store in memory that speaks MongoDB's wire protocol. It is <em>ephemeral</em>: the services rebuild their
 * read models from the log at each start, so nothing is lost with it.
 *
 * <p>It is mongo-java-server with three gaps closed that the services would fall into: non-unique indexes are used
 * ({@link OrderedIndex}), a reply is not torn by an update at the same time ({@link IndexedCollection}), and an index
 * option that would be ignored is refused.
 */
public final class DocumentStore implements AutoCloseable {

  private final MongoServer server;

  private DocumentStore(MongoServer server) {
    this.server = server;
  }

  /** Starts an empty store on the loopback address. @param port 0 takes a free one */
  public static DocumentStore start(int port) {
    var server = new MongoServer(new Backend());
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new DocumentStore(server);
  }

  /** Where clients connect to, without a database name. */
  public String connectionString() {
    return "mongodb://127.0.0.1:" + server.getLocalAddress().getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static final class Backend extends AbstractMongoBackend {
    @Override
    public MemoryDatabase openOrCreateDatabase(String name) {
      return new Database(name, getCursorRegistry());
    }
  }

  private static final class Database extends MemoryDatabase {

    /** What the engine below takes without an error and then does not do. */
    private static final List<String> IGNORED_BELOW =
        List.of("partialFilterExpression", "expireAfterSeconds", "collation");

    Database(String name, CursorRegistry cursors) {
      super(name, cursors);
    }

    @Override
    protected MemoryCollection openOrCreateCollection(String name, CollectionOptions options) {
      return new IndexedCollection(this, name, options, cursorRegistry);
    }

    @Override
    protected Index<Integer> openOrCreateSecondaryIndex(
        String collection, String name, List<IndexKey> keys, boolean sparse) {
      return new OrderedIndex(name, keys);
    }

    @Override
    protected synchronized void addIndex(Document description) {
      for (String option : IGNORED_BELOW) {
        if (description.containsKey(option)) {
          throw new MongoServerError(
              ErrorCode.InvalidOptions, "the embedded store does not do '" + option + "' of index "
                  + description.get("name"));
        }
      }
      super.addIndex(description);
    }
  }
}
