package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sizes in {@code nextgen config show}. */
class ConfigShowProcessTest {
    @TempDir Path home;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(
                home.resolve("nextgen.yaml"),
                "engine: {saved_state: 500 KiB}\ngpu: {reserve: 1.5 GiB}\n");
    }

    private static JsonNode value(JsonNode shown, String key) {
        for (JsonNode setting : shown.path("settings")) {
            if (setting.path("key").asString().equals(key)) {
                return setting.path("value");
            }
        }
        return shown.path("no such key");
    }

    @Test
    void configShow_sizes_areWrittenForPeople() {
        String english = new CliProcess(home).run("config", "show").out();
        assertTrue(english.matches("(?s).*engine\\.saved_state +0\\.5 MiB .*"), english);
        assertTrue(english.matches("(?s).*gpu\\.reserve +1\\.50 GiB .*"), english);
        String french = new CliProcess(home).run("--lang", "fr", "config", "show").out();
        assertTrue(french.matches("(?s).*engine\\.saved_state +0,5 Mio .*"), french);
    }

    @Test
    void configShowJson_sizes_areBytes() {
        JsonNode shown = new CliProcess(home).run("config", "show", "--json").json();
        assertEquals(512_000, value(shown, "engine.saved_state").asLong());
        assertEquals(1_610_612_736L, value(shown, "gpu.reserve").asLong());
    }
}
