/**
 * One API over everything that turns tokens into tokens, and the embedded engine: one worker
 * process for each loaded model.
 *
 * <p>May depend on: {@code gguf}, {@code gpu}, {@code llama}. Must not: know where models come
 * from, which model suits a task, or make rules about cards: which may be used it is told by a
 * {@code GpuGuard}, and it sees to it. The library that computes runs in the worker, never in the
 * caller's process.
 */
package org.nextgeneration.engine;
