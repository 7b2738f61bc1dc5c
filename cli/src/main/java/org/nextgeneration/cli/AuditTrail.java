package org.nextgeneration.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.health.AuditFile;

/**
 * Keeps proofs in the audit file. They come on a thread of their own, so that a slow disk or
 * another process that holds the file stops no watch; that they cannot be written is said once, on
 * the thread that owns the screen.
 */
final class AuditTrail {
    private final Session session;
    private final Path stateFolder;
    private final AtomicReference<@Nullable IOException> unwritable = new AtomicReference<>();
    private boolean said;

    // The thread that hands proofs over owns it. Made with the first, off the way of an answer.
    private @Nullable AuditFile file;

    AuditTrail(Session session) {
        this.session = session;
        this.stateFolder = session.stateFolder();
    }

    /** Adds a proof to the file. Always the same thread. */
    void keep(Proof proof) {
        AuditFile known = file;
        if (known == null) {
            known = new AuditFile(stateFolder);
            file = known;
        }
        try {
            known.append(proof);
        } catch (IOException failure) {
            unwritable.set(failure);
        }
    }

    /** Says once that proofs could not be written, if so. The thread that owns the screen. */
    void warnOnce() {
        IOException failure = unwritable.get();
        if (failure != null && !said) {
            said = true;
            session.screen()
                    .warning(
                            session.text(
                                    "audit.unwritable",
                                    stateFolder.resolve(AuditFile.NAME),
                                    failure));
        }
    }
}
