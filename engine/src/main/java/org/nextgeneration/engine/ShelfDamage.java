package org.nextgeneration.engine;

import java.io.IOException;
import java.io.Serial;

/** Says why a file is no whole saved sequence of its key. It says what was found and expected. */
final class ShelfDamage extends IOException {
    @Serial private static final long serialVersionUID = 1;

    ShelfDamage(String message) {
        super(message);
    }
}
