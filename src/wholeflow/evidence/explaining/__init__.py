"""Why a flag is as it is: reasons for one layer, and shares traced down to the leaves."""
