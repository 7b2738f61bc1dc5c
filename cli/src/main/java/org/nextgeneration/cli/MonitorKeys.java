package org.nextgeneration.cli;

import java.io.IOError;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.monitor.Key;

/** The keys that a person presses, one after another. One thread. */
final class MonitorKeys {
    /** How long after an escape the rest of a key may come, in milliseconds. */
    private static final long ESCAPE_MILLIS_MAX = 100;

    private static final String ESCAPE = "\u001b";

    /** Stands for a character: which one, the reader tells. */
    private static final Key CHARACTER = new Key.Typed(0);

    private final BindingReader reader;
    private final KeyMap<Key> keys = new KeyMap<>();

    MonitorKeys(Terminal terminal) {
        reader = new BindingReader(terminal.reader());
        keys.setAmbiguousTimeout(ESCAPE_MILLIS_MAX);
        keys.setUnicode(CHARACTER);
        keys.setNomatch(CHARACTER);
        bind(terminal, Capability.key_up, Key.Named.UP, "[A");
        bind(terminal, Capability.key_down, Key.Named.DOWN, "[B");
        bind(terminal, Capability.key_ppage, Key.Named.PAGE_UP, "[5~");
        bind(terminal, Capability.key_npage, Key.Named.PAGE_DOWN, "[6~");
        bind(terminal, Capability.key_home, Key.Named.HOME, "[H");
        bind(terminal, Capability.key_end, Key.Named.END, "[F");
        keys.bind(Key.Named.ENTER, "\r", "\n");
        keys.bind(Key.Named.BACKSPACE, "\b", "\u007f");
        keys.bind(Key.Named.ESCAPE, ESCAPE);
        keys.bind(Key.Named.INTERRUPT, "\u0003");
    }

    /** As the terminal says, and as nearly every terminal sends it whatever it says. */
    private void bind(Terminal terminal, Capability capability, Key key, String usual) {
        String told = KeyMap.key(terminal, capability);
        if (told != null && !told.isEmpty()) {
            keys.bind(key, told);
        }
        keys.bind(key, ESCAPE + usual);
    }

    /** {@return the next key; once the terminal is gone, that the person leaves} */
    Key next() {
        @Nullable Key key;
        try {
            key = reader.readBinding(keys, null, true);
        } catch (IOError | EndOfFileException gone) {
            return Key.Named.INTERRUPT;
        }
        if (key == null) {
            return Key.Named.INTERRUPT;
        }
        String typed = reader.getLastBinding();
        return key.equals(CHARACTER) && !typed.isEmpty()
                ? new Key.Typed(typed.codePointAt(0))
                : key;
    }
}
