package org.nextgeneration.health.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How a folder is for us. Nothing is written to learn it.
 *
 * @param folder which
 * @param exists whether something is there
 * @param isFolder whether that is a folder
 * @param readable whether its files can be listed
 * @param writable whether files can be made in it; where it is not there, whether it can be made
 * @param freeBytes room on its disk, if the system tells
 */
record FolderFacts(
        Path folder,
        boolean exists,
        boolean isFolder,
        boolean readable,
        boolean writable,
        OptionalLong freeBytes) {
    /** Folders above that are looked at for one that is there. */
    private static final int DEPTH_MAX = 64;

    /** Looks. */
    static FolderFacts gather(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        Path there = absolute;
        for (int step = 0; step < DEPTH_MAX && !Files.exists(there); step++) {
            Path above = there.getParent();
            if (above == null) {
                break;
            }
            there = above;
        }
        boolean exists = there.equals(absolute);
        boolean usable = Files.isDirectory(there);
        return new FolderFacts(
                absolute,
                exists,
                usable && exists,
                exists && Files.isReadable(there) && Files.isExecutable(there),
                usable && Files.isWritable(there) && Files.isExecutable(there),
                free(there));
    }

    private static OptionalLong free(Path there) {
        try {
            long bytes = Files.getFileStore(there).getUsableSpace();
            return bytes >= 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
        } catch (IOException unknown) {
            return OptionalLong.empty();
        }
    }
}
