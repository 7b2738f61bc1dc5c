package org.nextgeneration.bench.peers;

import java.util.OptionalInt;

/**
 * What a peer tells about an answer.
 *
 * @param promptTokens tokens of the prompt; nothing where it is not told
 * @param cachedTokens of those, tokens that were not computed again; nothing where it is not told
 * @param completionTokens tokens generated
 */
record Usage(OptionalInt promptTokens, OptionalInt cachedTokens, int completionTokens) {}
