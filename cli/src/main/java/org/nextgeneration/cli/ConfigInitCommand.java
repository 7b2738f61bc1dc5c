package org.nextgeneration.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.nextgeneration.cli.config.ConfigurationLookup;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen config init}: writes a file that explains every key and changes nothing. */
@Command(name = "init")
final class ConfigInitCommand implements Action {
    @Option(names = "--force")
    boolean force;

    @Override
    public ExitCode run(Session session) {
        Path file =
                session.namedConfigurationFile()
                        .orElseGet(
                                () ->
                                        session.surroundings()
                                                .folder()
                                                .resolve(ConfigurationLookup.FILE_NAME));
        if (Files.exists(file) && !force) {
            throw new CommandFailure(ExitCode.REFUSED, "exists", "failure.config-exists", file);
        }
        try {
            write(file, template(session));
        } catch (IOException unwritable) {
            throw CommandFailure.failed("io", "failure.unwritable", file, unwritable);
        }
        session.screen().line(session.text("config.written", file));
        return ExitCode.DONE;
    }

    private static byte[] template(Session session) throws IOException {
        String resource = "nextgen.%s.yaml".formatted(session.language().code());
        try (InputStream bytes = ConfigInitCommand.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IOException(
                        "%s: not on the class path; build the program again".formatted(resource));
            }
            return bytes.readAllBytes();
        }
    }

    /** To another name, to the disk, then under its own name: a crash leaves the old file whole. */
    private static void write(Path file, byte[] content) throws IOException {
        Path temporary =
                file.resolveSibling(
                        ".%s.%d.tmp".formatted(file.getFileName(), ProcessHandle.current().pid()));
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
