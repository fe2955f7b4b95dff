package org.fairlot.runtime.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/** One block cache and one budget of write buffers for all stores of the process; unbounded, they grow with each task. */
public final class BoundedRocksDb implements RocksDBConfigSetter {

  private static final long TOTAL_BYTES = 192L << 20;
  private static final long WRITE_BUFFER_BYTES = 96L << 20;
  /** Of a write buffer: ten bits a key, if an entry takes 60 bytes or more. */
  private static final double MEMTABLE_FILTER_RATIO = 0.02;

  /** Kept for indexes and filters, so that a walk through a store does not drive out what every lookup needs. */
  private static final double INDEXES_RATIO = 0.5;
  /** As many shards as the machine finds right. */
  private static final int SHARDS_AS_USUAL = -1;

  private static final Cache CACHE = new LRUCache(TOTAL_BYTES, SHARDS_AS_USUAL, false, INDEXES_RATIO);
  private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    var table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFERS);
    // under load the store of a partition fills one in less than ten seconds; smaller ones are written out and merged more often
    options.setWriteBufferSize(20L << 20);
    options.setMaxWriteBufferNumber(3);
    // nearly every command is a new one. That its id is unknown is told by filters, also for the largest file, which Kafka Streams
    // leaves without one: each command would read a block of it, and the more the larger the state is
    options.setOptimizeFiltersForHits(false);
    // and without a walk through each write buffer
    options.setMemtableWholeKeyFiltering(true);
    options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_RATIO);
  }

  @Override
  public void close(String storeName, Options options) {
    // cache and buffers are shared by all stores and live as long as the process
  }
}
