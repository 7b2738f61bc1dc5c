package org.nextgeneration.bench.peers;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the tokens that differ among prompts, where what two share at their beginning counts once:
 * the fewest prompt tokens that have to be computed when none was generated before.
 *
 * <p>One thread at a time.
 */
final class PrefixTree {
    private record Edge(int node, int token) {}

    private final Map<Edge, Integer> nodes = new HashMap<>();

    /** Adds a prompt. */
    void add(int[] tokens) {
        int node = 0;
        for (int token : tokens) {
            node = nodes.computeIfAbsent(new Edge(node, token), _ -> nodes.size() + 1);
        }
    }

    /** {@return how many tokens differ} */
    int size() {
        return nodes.size();
    }
}
