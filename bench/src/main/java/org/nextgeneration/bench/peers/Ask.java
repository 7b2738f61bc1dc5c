package org.nextgeneration.bench.peers;

/**
 * One answer that is asked for: always the most likely token, exactly so many.
 *
 * @param prompt the text to continue, without a template
 * @param tokens tokens to generate
 */
public record Ask(String prompt, int tokens) {}
