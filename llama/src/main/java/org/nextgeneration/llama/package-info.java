/**
 * The binding to libllama v0.5.0 (llama.cpp) through the Foreign Function and Memory API.
 *
 * <p>May depend on: {@code java.base} only. Must not: start processes, read configuration, or let a
 * {@code MemorySegment} leave the package. Native code runs in worker processes only; a class here
 * is used by one thread at a time unless it says otherwise.
 *
 * <p>Source of truth: {@code include/llama.h} and {@code ggml/include/*.h} of that version.
 */
package org.nextgeneration.llama;
