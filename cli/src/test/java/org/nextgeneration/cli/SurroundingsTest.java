package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nextgeneration.store.StoreRoots.Platform;

class SurroundingsTest {
    private static final Path RECORDED = Path.of("/home/recorded");

    private static Path home(Map<String, String> environment, Platform platform) {
        return Surroundings.home(environment, platform, RECORDED.toString());
    }

    @Test
    void home_variableOfAShell_winsWhereShellsSetIt() {
        Map<String, String> set = Map.of("HOME", "/elsewhere");
        assertEquals(Path.of("/elsewhere"), home(set, Platform.LINUX));
        assertEquals(Path.of("/elsewhere"), home(set, Platform.MAC));
        assertEquals(RECORDED, home(set, Platform.WINDOWS));
        assertEquals(RECORDED, home(Map.of("HOME", " "), Platform.LINUX));
        assertEquals(RECORDED, home(Map.of(), Platform.MAC));
    }
}
