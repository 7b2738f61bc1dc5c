package org.nextgeneration.agents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A system prompt kept beside the code, as plain text that a writer can edit. */
final class PromptResource {
    private PromptResource() {}

    static String read(String name) {
        try (InputStream in = PromptResource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + ": found none in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name, e);
        }
    }
}
