/**
 * One API over everything that turns tokens into tokens, and the embedded engine: one worker
 * process for each loaded model.
 *
 * <p>May depend on: {@code gguf}, {@code llama}. Must not: know where models come from, which model
 * suits a task, or which cards policy allows. Native code runs in the worker, never in the caller's
 * process.
 */
package org.nextgeneration.engine;
