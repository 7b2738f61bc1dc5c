package org.nextgeneration.gpu.stub;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A stand-in for NVIDIA's library in a folder: compiled from {@code src/test/c/nvml_stub.c}, whose
 * head says what a scene may contain. A process finds it through {@code LD_LIBRARY_PATH}, a test
 * opens it with {@link NvmlSource#open}. The scene may change while the library is in use.
 */
public final class NvmlStub {
    /** The newest driver that it plays. */
    public static final int DRIVER_NEWEST = 580;

    private static final String LIBRARY = "libnvidia-ml.so.1";
    private static final String SCENE = "nvml-stub.scene";
    private static final int COMPILE_SECONDS_MAX = 60;

    /** What was compiled in this JVM, by the driver that it plays; guarded by the class. */
    private static final Map<Integer, Path> COMPILED = new HashMap<>();

    private final Path folder;

    private NvmlStub(Path folder) {
        this.folder = folder;
    }

    /**
     * Puts the library and the scene of two cards into a folder, for a look by hand: programs that
     * are started with {@code LD_LIBRARY_PATH} set to it see those cards.
     *
     * @param args the folder
     */
    public static void main(String[] args) {
        NvmlStub stub = in(Path.of(args[0])).scene(NvmlScenes.TWO_CARDS);
        System.out.printf("%s plays %s%n", stub.library(), stub.folder().resolve(SCENE));
    }

    /**
     * Puts the newest library into a folder, without a scene: as long as there is none, the driver
     * is not loaded. The test is given up, aloud, where there is no C compiler or no Linux.
     *
     * @param folder of the test; the library stays in use as long as this JVM lives
     */
    public static NvmlStub in(Path folder) {
        return in(folder, DRIVER_NEWEST);
    }

    /**
     * Puts the library of an older driver into a folder, which lacks newer functions.
     *
     * @param folder of the test
     * @param driver 580, 535, 470 or 390
     */
    public static NvmlStub in(Path folder, int driver) {
        try {
            Files.createDirectories(folder);
            Files.copy(
                    compiled(driver), folder.resolve(LIBRARY), StandardCopyOption.REPLACE_EXISTING);
            return new NvmlStub(folder.toRealPath());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Replaces the scene, at once and as a whole. */
    public NvmlStub scene(String text) {
        try {
            Path written = Files.writeString(folder.resolve(SCENE + ".new"), text);
            Files.move(written, folder.resolve(SCENE), StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new AssertionError("in one folder", impossible);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** {@return the library's file} */
    public Path library() {
        return folder.resolve(LIBRARY);
    }

    /** {@return the folder of the library, for {@code LD_LIBRARY_PATH} of a child process} */
    public Path folder() {
        return folder;
    }

    private static synchronized Path compiled(int driver) throws IOException {
        Path known = COMPILED.get(driver);
        if (known != null) {
            return known;
        }
        if (!System.getProperty("os.name").equals("Linux")) {
            Assumptions.abort("NO TEST OF NVML: its stub is for Linux only");
        }
        Path compiler =
                compiler()
                        .orElseGet(
                                () ->
                                        Assumptions.abort(
                                                "NO TEST OF NVML: found neither cc nor gcc on the"
                                                        + " PATH; install gcc and libc6-dev"));
        Path source =
                Path.of(System.getProperty("nextgen.root", ".."))
                        .resolve("gpu/src/test/c/nvml_stub.c");
        Path scratch = Files.createTempDirectory("nvml-stub");
        Path target = scratch.resolve(LIBRARY);
        compile(compiler, source, target, driver);
        scratch.toFile().deleteOnExit();
        target.toFile().deleteOnExit();
        COMPILED.put(driver, target);
        return target;
    }

    private static Optional<Path> compiler() {
        return Stream.of("cc", "gcc")
                .flatMap(
                        name ->
                                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void compile(Path compiler, Path source, Path target, int driver)
            throws IOException {
        Path log = target.resolveSibling("cc.log");
        Process cc =
                new ProcessBuilder(
                                List.of(
                                        compiler.toString(),
                                        "-std=c11",
                                        "-Wall",
                                        "-Wextra",
                                        "-Werror",
                                        "-shared",
                                        "-fPIC",
                                        "-fvisibility=hidden",
                                        "-O1",
                                        "-pthread",
                                        "-DNVML_STUB_DRIVER=" + driver,
                                        "-o",
                                        target.toString(),
                                        source.toString(),
                                        "-ldl"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            boolean ended = cc.waitFor(COMPILE_SECONDS_MAX, TimeUnit.SECONDS);
            String said = Files.readString(log);
            Files.delete(log);
            if (!ended || cc.exitValue() != 0) {
                cc.destroyForcibly();
                throw new AssertionError("%s %s: %s".formatted(compiler, source, said));
            }
        } catch (InterruptedException interrupted) {
            cc.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while compiling " + source, interrupted);
        }
    }
}
