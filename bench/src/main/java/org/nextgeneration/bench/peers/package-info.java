/**
 * The engine and its peers under the same loads, in turns within one run: ratios, never pass or
 * fail.
 *
 * <p>Loads and peers know nothing of each other: a load asks a {@link
 * org.nextgeneration.bench.peers.Peer}, and the harness tables what came out, with the state that
 * the machine was in.
 *
 * <p>May depend on: every other module. Must not: be depended on.
 */
package org.nextgeneration.bench.peers;
