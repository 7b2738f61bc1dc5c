package org.nextgeneration.demo;

import java.nio.file.Path;
import org.nextgeneration.llama.NativePlatform;

/**
 * Where the demo model's files are.
 *
 * @param root the project's folder
 */
record DemoFiles(Path root) {
    /** {@return the folder of the training data} */
    Path corpus() {
        return root.resolve("demo-model").resolve("corpus");
    }

    /** {@return the model file that ships} */
    Path model() {
        return root.resolve("demo-model").resolve("model").resolve("nextgen-demo.gguf");
    }

    /**
     * {@return the folder of libllama that the build fetched}
     *
     * @throws IllegalStateException if there is no libllama for this machine
     */
    Path natives() {
        return NativePlatform.current()
                .orElseThrow(() -> new IllegalStateException("no libllama for this machine"))
                .directoryUnder(root.resolve("llama/natives/node_modules"));
    }
}
