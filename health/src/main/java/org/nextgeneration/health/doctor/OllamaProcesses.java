package org.nextgeneration.health.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.nextgeneration.health.ProgramName;
import org.nextgeneration.health.doctor.OllamaFacts.Environment;
import org.nextgeneration.health.doctor.OllamaFacts.ServerProcess;

/** Finds the processes of an Ollama on this machine, and what their environment is. */
final class OllamaProcesses {
    /** Processes that are looked at. */
    private static final int LOOKED_AT_MAX = 65_536;

    private static final int FOUND_MAX = 64;

    /** Linux allows more, but no server has it. */
    private static final int ENVIRONMENT_BYTES_MAX = 1 << 20;

    private static final List<String> NAMES =
            List.of("ollama", "ollama.exe", "llama-server", "llama-server.exe", "ollama_llama_se");

    private OllamaProcesses() {}

    /** {@return Ollama's server and what it started, the server first} */
    static List<ServerProcess> list() {
        List<ServerProcess> found = new ArrayList<>();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.limit(LOOKED_AT_MAX)
                    .filter(
                            process ->
                                    ProgramName.of(process)
                                            .filter(OllamaProcesses::ours)
                                            .isPresent())
                    .limit(FOUND_MAX)
                    .forEach(
                            process ->
                                    found.add(
                                            new ServerProcess(
                                                    process.pid(),
                                                    ProgramName.of(process).orElse("?"),
                                                    environment(process.pid()))));
        }
        return found;
    }

    private static boolean ours(String program) {
        String name = program.toLowerCase(Locale.ROOT);
        return NAMES.contains(name) || name.startsWith("ollama_");
    }

    private static Environment environment(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "environ");
        try (InputStream bytes = Files.newInputStream(file)) {
            return new Environment.Seen(parse(bytes.readNBytes(ENVIRONMENT_BYTES_MAX)));
        } catch (IOException hidden) {
            return new Environment.Hidden();
        }
    }

    /** {@return the variables in Linux's form: NAME=VALUE, each with a zero after it} */
    static Map<String, String> parse(byte[] environ) {
        Map<String, String> variables = new HashMap<>();
        for (String line : new String(environ, StandardCharsets.UTF_8).split("\0", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }
}
