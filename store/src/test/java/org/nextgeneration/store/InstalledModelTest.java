package org.nextgeneration.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstalledModelTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "modele a moi.gguf, modele-a-moi:latest, TEXT",
        "Big-00001-of-00003.gguf, Big:latest, TEXT",
        "nomic-embed-text.gguf, nomic-embed-text:latest, EMBEDDING",
        "(!).gguf, file:latest, TEXT",
    })
    void ofFile_anyName_namedAndSortedAsInAFolder(
            String file, String name, InstalledModel.Kind kind) throws IOException {
        Path path = Files.write(folder.resolve(file), new byte[] {1, 2, 3});
        InstalledModel model = InstalledModel.ofFile(path);
        assertEquals(name, model.name().toString());
        assertEquals(kind, model.kind());
        assertEquals(3, model.sizeBytes());
        assertEquals(path, model.file());
    }

    @Test
    void ofFile_absent_fails() {
        assertThrows(
                NoSuchFileException.class,
                () -> InstalledModel.ofFile(folder.resolve("absent.gguf")));
    }
}
