package org.nextgeneration.llama;

import java.nio.file.Path;

/** Opens a library in a process of its own, for a process can only have one. */
final class OpenProbe {
    private OpenProbe() {}

    /** Prints the version, or why the directory in the first argument was refused. */
    public static void main(String[] arguments) {
        try (LlamaLibrary library = LlamaLibrary.open(Path.of(arguments[0]), LogListener.QUIET)) {
            System.out.println("opened " + library.version());
        } catch (LlamaException refused) {
            System.out.println("refused " + refused.getMessage());
        }
    }
}
