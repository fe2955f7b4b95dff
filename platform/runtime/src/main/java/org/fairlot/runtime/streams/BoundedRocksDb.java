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

  private static final Cache CACHE = new LRUCache(TOTAL_BYTES);
  private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    var table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFERS);
    // under load the store of a partition fills one in less than ten seconds; smaller ones are written out and merged more often
    options.setWriteBufferSize(20L << 20);
    options.setMaxWriteBufferNumber(3);
    // nearly every command is a new one: that its id is unknown is told without a walk through each write buffer
    options.setMemtableWholeKeyFiltering(true);
    options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_RATIO);
  }

  @Override
  public void close(String storeName, Options options) {
    // cache and buffers are shared by all stores and live as long as the process
  }
}
