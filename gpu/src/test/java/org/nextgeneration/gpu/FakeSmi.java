package org.nextgeneration.gpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.nextgeneration.gpu.stub.NvmlScenes;

/** A shell script in the place of {@code nvidia-smi}. */
final class FakeSmi {
    /** What the command prints of the user's machine for {@link SmiQuery#FIELDS}. */
    static final String TWO_CARDS =
            """
            0, %s, 00000000:00:01.0, 580.95.05, 16311, 742, 15283, 286, 12.0, 3, 1, 41, 11.45, \
            180.00, 180.00, 180.00, 0, 405, 810, 14001, P5, 0x0000000000000001, 1, 8, 5, 8, \
            NVIDIA GeForce RTX 5060 Ti
            1, %s, 00000000:01:00.0, 580.95.05, 24576, 18930, 5333, 312, 8.6, 97, 61, 68, 287.31, \
            350.00, 350.00, 366.00, 64, 1785, 9501, 9751, P2, 0x0000000000000004, 4, 16, 4, 16, \
            NVIDIA GeForce RTX 3090
            """
                    .formatted(NvmlScenes.UUID_5060_TI, NvmlScenes.UUID_3090);

    /** The same machine after the RTX 3090 has fallen off the bus. */
    static final String ONE_CARD = TWO_CARDS.lines().findFirst().orElseThrow() + "\n";

    private static final String TABLE =
            """
            +-----------------------------------------------------------------------------------+
            | NVIDIA-SMI 580.95.05              Driver Version: 580.95.05      CUDA Version: 13.0 |
            +-----------------------------------------+------------------------+----------------+
            """;

    private final Path folder;

    /** Puts the script into a folder. */
    FakeSmi(Path folder) {
        this.folder = folder;
        answer(TWO_CARDS);
        processes("");
        write("table", TABLE);
        write("runs", "");
        script(
                """
                case "$*" in
                  *--query-gpu=*) echo run >> "$0.runs"; cat "$0.cards" ;;
                  *--query-compute-apps=*) cat "$0.processes" ;;
                  *) cat "$0.table" ;;
                esac
                """);
    }

    /** Replaces what it prints about cards. */
    FakeSmi answer(String cards) {
        write("cards", cards);
        return this;
    }

    /** Replaces what it prints about processes. */
    FakeSmi processes(String text) {
        write("processes", text);
        return this;
    }

    /** Replaces all that it does. */
    FakeSmi script(String body) {
        try {
            Path written = folder.resolve("nvidia-smi.new");
            Files.writeString(written, "#!/bin/sh\n" + body);
            Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwx------"));
            Files.move(written, folder.resolve("nvidia-smi"), StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private void write(String suffix, String text) {
        try {
            Files.writeString(folder.resolve("nvidia-smi." + suffix), text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** {@return how often it was asked about cards} */
    int runs() {
        try {
            List<String> runs = Files.readAllLines(folder.resolve("nvidia-smi.runs"));
            return runs.size();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** {@return an environment whose search path begins with it} */
    Map<String, String> environment() {
        return Map.of("PATH", folder + ":/usr/local/bin:/usr/bin:/bin");
    }

    /** {@return the command} */
    SmiCommand command() {
        return SmiCommand.find(environment()).orElseThrow();
    }
}
