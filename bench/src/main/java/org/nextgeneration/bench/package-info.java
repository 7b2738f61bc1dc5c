/**
 * Benchmarks: ratios measured in one run, never pass or fail.
 *
 * <p>May depend on: every other module. Must not: be depended on.
 */
package org.nextgeneration.bench;
