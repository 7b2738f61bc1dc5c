package org.nextgeneration.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the peers with a process of their own are started, from the root of the project. */
final class ChildPlans {
    private static final Path PEERS = Path.of("bench", "peers");
    private static final String ALONE = "cannot: a loop for one set of prompts keeps nothing";
    private static final String JAVA_INSTALL = "mvn -f bench/peers/java/pom.xml package";

    private ChildPlans() {}

    /** {@return the bare loop} */
    static ChildPeer.Plan bare(Path natives) {
        List<String> command = javaCommand(List.of(), System.getProperty("java.class.path"));
        command.addAll(List.of(BareLoop.class.getName(), natives.toString()));
        return new ChildPeer.Plan(
                "bare",
                command,
                natives,
                "npm ci in llama/natives",
                Map.of("agents", ALONE, "swap", ALONE, "resume", ALONE));
    }

    /** {@return node-llama-cpp} */
    static ChildPeer.Plan node() {
        Path folder = PEERS.resolve("node");
        return new ChildPeer.Plan(
                "node",
                List.of("node", folder.resolve("peer.mjs").toString()),
                folder.resolve("node_modules"),
                "npm ci --ignore-scripts --prefix bench/peers/node",
                Map.of());
    }

    /** {@return de.kherud:llama} */
    static ChildPeer.Plan kherud() {
        return java("kherud", "KherudPeer.java", List.of(), List.of());
    }

    /** {@return Jlama, with a folder that holds a model in safetensors} */
    static ChildPeer.Plan jlama(Path folder) {
        return java(
                "jlama",
                "JlamaPeer.java",
                List.of("--add-modules=jdk.incubator.vector", "--enable-preview"),
                List.of(folder.toString()));
    }

    /** A program of one source file, which the JDK compiles when it starts. */
    private static ChildPeer.Plan java(
            String name, String source, List<String> options, List<String> arguments) {
        Path folder = PEERS.resolve("java");
        Path libraries = folder.resolve("target", "lib");
        List<String> command =
                javaCommand(
                        options,
                        libraries.resolve("*")
                                + java.io.File.pathSeparator
                                + Path.of("bench", "target", "classes"));
        command.add(folder.resolve(source).toString());
        command.addAll(arguments);
        return new ChildPeer.Plan(name, command, libraries, JAVA_INSTALL, Map.of());
    }

    private static List<String> javaCommand(List<String> options, String classPath) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        return command;
    }
}
