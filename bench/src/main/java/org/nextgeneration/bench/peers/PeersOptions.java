package org.nextgeneration.bench.peers;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@link Peers}, read.
 *
 * @param model the model that answers
 * @param models the models that are swapped
 * @param servers servers that are measured
 * @param node whether node-llama-cpp is
 * @param kherud whether de.kherud:llama is
 * @param jlama a folder with a model in safetensors, if Jlama is
 * @param loads what they are given
 * @param rounds how often
 * @param threads CPU threads of each
 * @param json whether the result is JSON
 */
record PeersOptions(
        Path model,
        List<Path> models,
        List<Server> servers,
        boolean node,
        boolean kherud,
        Optional<Path> jlama,
        List<Load> loads,
        int rounds,
        int threads,
        boolean json) {
    /** The line that says how. */
    static final String USAGE =
            "usage: Peers --model FILE [--models FILE,FILE,…] [--url NAME=URL]…"
                    + " [--ollama NAME=MODEL@URL]… [--node] [--kherud] [--jlama FOLDER]"
                    + " [--loads one,eight,agents,swap,resume] [--rounds 5] [--threads 2] [--json]";

    /** Every load there is. */
    static final List<Load> LOADS =
            List.of(
                    new StreamsLoad("one", 1),
                    new StreamsLoad("eight", 8),
                    new AgentsLoad(),
                    new SwapLoad("swap", 3, 500),
                    new SwapLoad("resume", 2, 4_000));

    private static final int ROUNDS = 5;
    private static final int ROUNDS_MAX = 1_000;
    private static final int THREADS_MAX = 512;

    /** A server that somebody started. */
    record Server(String name, URI url, String model, HttpDialect dialect) {}

    /** Copies the lists. */
    PeersOptions {
        models = List.copyOf(models);
        servers = List.copyOf(servers);
        loads = List.copyOf(loads);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is wrong
     */
    static PeersOptions parse(String... args) {
        Deque<String> words = new ArrayDeque<>(List.of(args));
        @Nullable Path model = null;
        List<Path> models = List.of();
        List<Server> servers = new ArrayList<>();
        boolean node = false;
        boolean kherud = false;
        Optional<Path> jlama = Optional.empty();
        List<Load> loads = List.of(LOADS.get(0), LOADS.get(1), LOADS.get(2));
        int rounds = ROUNDS;
        int threads = Runtime.getRuntime().availableProcessors();
        boolean json = false;
        while (!words.isEmpty()) {
            String option = words.pop();
            switch (option) {
                case "--model" -> model = Path.of(value(option, words));
                case "--models" -> models = paths(value(option, words));
                case "--url" -> servers.add(openAi(value(option, words)));
                case "--ollama" -> servers.add(ollama(value(option, words)));
                case "--node" -> node = true;
                case "--kherud" -> kherud = true;
                case "--jlama" -> jlama = Optional.of(Path.of(value(option, words)));
                case "--loads" -> loads = loads(value(option, words));
                case "--rounds" -> rounds = number(option, value(option, words), ROUNDS_MAX);
                case "--threads" -> threads = number(option, value(option, words), THREADS_MAX);
                case "--json" -> json = true;
                default ->
                        throw new IllegalArgumentException(
                                "found %s, expected an option".formatted(option));
            }
        }
        if (model == null) {
            throw new IllegalArgumentException("found no --model, expected a GGUF file");
        }
        return new PeersOptions(
                model, models, servers, node, kherud, jlama, loads, rounds, threads, json);
    }

    private static String value(String option, Deque<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: found nothing, expected a value".formatted(option));
        }
        return words.pop();
    }

    private static List<Path> paths(String text) {
        return Arrays.stream(text.split(",")).map(Path::of).toList();
    }

    private static int number(String option, String text, int max) {
        int number = Integer.parseInt(text);
        if (number < 1 || number > max) {
            throw new IllegalArgumentException(
                    "%s: found %d, expected 1 to %d".formatted(option, number, max));
        }
        return number;
    }

    private static Server openAi(String text) {
        String[] parts = text.split("=", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "--url: found %s, expected NAME=URL".formatted(text));
        }
        return new Server(parts[0], URI.create(parts[1]), "default", HttpDialect.OPENAI);
    }

    private static Server ollama(String text) {
        String[] parts = text.split("[=@]", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException(
                    "--ollama: found %s, expected NAME=MODEL@URL".formatted(text));
        }
        return new Server(parts[0], URI.create(parts[2]), parts[1], HttpDialect.OLLAMA);
    }

    private static List<Load> loads(String text) {
        return Arrays.stream(text.split(",")).map(PeersOptions::load).toList();
    }

    private static Load load(String name) {
        return LOADS.stream()
                .filter(load -> load.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "--loads: found %s, expected some of %s"
                                                .formatted(
                                                        name,
                                                        LOADS.stream().map(Load::name).toList())));
    }
}
