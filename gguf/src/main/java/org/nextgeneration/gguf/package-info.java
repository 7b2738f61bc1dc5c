/**
 * The GGUF file format: reads and validates headers (metadata and tensor table), writes files, and
 * states the facts of a model that the rest needs.
 *
 * <p>May depend on: {@code java.base} only. Must not: open sockets, start threads, log, or know
 * that GPUs exist. A file is hostile until validated; every failure is a {@code
 * GgufFormatException} that names file, byte, what was found and what was expected.
 *
 * <p>Format source: ggml {@code docs/gguf.md}, versions 2 and 3.
 */
package org.nextgeneration.gguf;
