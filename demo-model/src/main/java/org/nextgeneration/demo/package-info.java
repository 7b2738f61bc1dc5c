/**
 * The small model that ships with the project: its measured quality.
 *
 * <p>May depend on: {@code gguf}, {@code llama}. Must not: be needed by the build of anything else;
 * others see only the model file.
 */
package org.nextgeneration.demo;
