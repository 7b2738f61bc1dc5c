package org.nextgeneration.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nextgeneration.bench.NativeLibrary;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LogListener;

/** Measures the engine and its peers under the same loads, in turns within one run. */
public final class Peers {
    private static final int EXIT_USAGE = 2;

    private Peers() {}

    /**
     * Runs, from the root of the project.
     *
     * @param args see the usage message
     * @throws IOException if a file cannot be read
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        PeersOptions options;
        try {
            options = PeersOptions.parse(args);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(PeersOptions.USAGE);
            Runtime.getRuntime().exit(EXIT_USAGE);
            return;
        }
        List<Round> rounds = measure(options);
        System.out.print(
                options.json()
                        ? JsonReport.of(rounds, NativePeer.NAME) + "\n"
                        : heading(options) + Table.of(rounds, NativePeer.NAME));
    }

    private static List<Round> measure(PeersOptions options)
            throws IOException, InterruptedException {
        Path natives = NativeLibrary.directory();
        MachineWatch watch = new MachineWatch();
        List<Peer> peers = peers(options, natives, watch);
        try (LlamaLibrary library = LlamaLibrary.open(natives, LogListener.QUIET)) {
            Map<Path, ModelTexts> texts = texts(options, library);
            try {
                return new Harness(peers, watch)
                        .run(
                                options.loads(),
                                options.rounds(),
                                round -> bench(options, texts, round));
            } finally {
                texts.values().forEach(ModelTexts::close);
            }
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private static Map<Path, ModelTexts> texts(PeersOptions options, LlamaLibrary library) {
        Map<Path, ModelTexts> texts = new HashMap<>();
        texts.put(options.model(), ModelTexts.open(library, options.model()));
        for (Path model : options.models()) {
            texts.computeIfAbsent(model, file -> ModelTexts.open(library, file));
        }
        return texts;
    }

    private static Bench bench(PeersOptions options, Map<Path, ModelTexts> texts, int round) {
        return new Bench(texts, options.model(), options.models(), options.threads(), round);
    }

    private static List<Peer> peers(PeersOptions options, Path natives, MachineWatch watch)
            throws IOException {
        List<Peer> peers = new ArrayList<>();
        peers.add(new NativePeer(natives));
        peers.add(new ChildPeer(ChildPlans.bare(natives)));
        for (PeersOptions.Server server : options.servers()) {
            HttpPeer peer =
                    new HttpPeer(server.name(), server.url(), server.model(), server.dialect());
            peer.localPort().ifPresent(watch::include);
            peers.add(peer);
        }
        if (options.node()) {
            peers.add(new ChildPeer(ChildPlans.node()));
        }
        if (options.kherud()) {
            peers.add(new ChildPeer(ChildPlans.kherud()));
        }
        options.jlama().ifPresent(folder -> peers.add(new ChildPeer(ChildPlans.jlama(folder))));
        return peers;
    }

    private static String heading(PeersOptions options) {
        StringBuilder heading = new StringBuilder();
        heading.append(
                "model %s, %d threads, %d rounds\n"
                        .formatted(options.model(), options.threads(), options.rounds()));
        for (Load load : options.loads()) {
            heading.append("%s: %s\n".formatted(load.name(), load.description()));
        }
        return heading.append('\n').toString();
    }
}
