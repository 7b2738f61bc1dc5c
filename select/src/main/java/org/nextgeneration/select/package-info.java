/**
 * Task analysis and model choice: pure functions from a text, the catalogue and what is installed
 * to a decision that can be explained.
 *
 * <p>May depend on: {@code store} (catalogue types). Must not: read files, clocks or random
 * numbers, log, or know how models run.
 */
package org.nextgeneration.select;
