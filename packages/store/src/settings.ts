/**
 * What we set in ClickHouse knowingly, in one place. Each differs from its default, or is relied upon so much that a
 * changed default must not reach us.
 */

/** On every table of the MergeTree family. */
export const MERGE_TREE_SETTINGS = {
  /** An insert returns when its part is on the disk (default 0: a power cut loses acknowledged rows). */
  fsync_after_insert: 1,
  fsync_part_directory: 1,
  /** The merged part is on the disk before the parts that it replaces are removed. */
  min_rows_to_fsync_after_merge: 1,
  /** A few broken parts are set aside and reported at start; more than these, the disk is sick and the table refuses. */
  max_suspicious_broken_parts: 10,
} as const;

/** Blocks per table whose insert token is remembered (default 0 without replication: tokens would be ignored). */
export const DEDUPLICATION_WINDOW = 1000;

/** Of every session; a statement may add to them. */
export const SESSION_SETTINGS = {
  /** Inserts are batches already and must be durable on return. */
  async_insert: 0,
  insert_deduplicate: 1,
  /** A repeated insert is ignored by the views' targets too. */
  deduplicate_blocks_in_dependent_materialized_views: 1,
  /** A block of a rollup comes grouped already: merging it once more before writing is work for nothing. */
  optimize_on_insert: 0,
  /** Dates before 1970 and after 2106 survive toDate, toStartOf... */
  enable_extended_results_for_datetime_functions: 1,
  /** An import that keeps its observed times may touch 150 months in one batch. */
  max_partitions_per_insert_block: 1000,
  /** Times are written out as `2025-01-31 23:59:59.999`, UTC: nothing is guessed. */
  date_time_input_format: 'basic',
  /** Exact numbers through JSON. */
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 1,
  date_time_output_format: 'iso',
} as const;
