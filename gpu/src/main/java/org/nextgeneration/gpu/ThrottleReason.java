package org.nextgeneration.gpu;

import java.util.EnumSet;
import java.util.Set;

/** Why a card runs slower than it could. Source: {@code nvmlClocksEventReason*} in nvml.h. */
public enum ThrottleReason {
    /** Nothing to do. */
    IDLE(0x1),
    /** A program set the clocks. */
    APPLICATION_CLOCKS(0x2),
    /** The power limit. */
    POWER_CAP(0x4),
    /** The hardware halves the clocks: heat, or too little power from outside. */
    HARDWARE_SLOWDOWN(0x8),
    /** It keeps pace with other cards. */
    SYNC_BOOST(0x10),
    /** Heat, by the driver. */
    SOFTWARE_THERMAL(0x20),
    /** Heat, by the hardware. */
    HARDWARE_THERMAL(0x40),
    /** The power supply asked for it. */
    POWER_BRAKE(0x80),
    /** The clocks of its displays. */
    DISPLAY_CLOCKS(0x100);

    private final long bit;

    ThrottleReason(long bit) {
        this.bit = bit;
    }

    /** {@return the reasons that these bits stand for; unknown bits are left out} */
    static Set<ThrottleReason> of(long bits) {
        Set<ThrottleReason> reasons = EnumSet.noneOf(ThrottleReason.class);
        for (ThrottleReason reason : values()) {
            if ((bits & reason.bit) != 0) {
                reasons.add(reason);
            }
        }
        return reasons;
    }
}
