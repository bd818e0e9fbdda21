"""More words for the same concepts, as people from many places say them; see `concepts`."""

SYNONYMS = {
    "people": """fellow fellows guys lads peers soul souls citizens newcomers regulars patrons userbase attendees""",
    "make": """shortenings creations postings writings compose composed composing draft jot emit churn output
        deposit submission submissions insertions birth born launch""",
    "read": """openings readings viewings peruse perused look-up pull pulls pulled glance watch watched watches
        inspect inspected forwarded forward forwards""",
    "ratio": """proportions compare comparison asymmetry asymmetric""",
    "popular": """vip vips giant giants""",
    "keep": """cease ceases hoard vault shelve shelved scrap scrapped bin binned discarding deleting archived
        archiving dispose disposal lasts outlives forget forgotten longevity hang linger legacy ancient""",
    "years": """annum century centuries""",
    "speed": """spinner spinners spinning hourglass zippy brisk nippy crawl crawling laggy sec secs msec millis
        annoyed pace rapidity slowly react reacts""",
    "choose": """nickname nicknames dictate whim custom-made tailored moniker catchy spell""",
    "change": """redact redacting touch retouch reworked rework patch patched patching emend polish undone mend
        mended""",
    "lose": """evaporated burnt explode explodes flooded earthquake catastrophes mishap mislay mislaid misplace
        misplaced annihilated salvage rescue""",
    "copies": """twin twins spare spares standby""",
    "fresh": """straightaway right-away instantaneous momentarily timeliness""",
    "photo": """fotos foto imagery artwork wallpaper screenshots screenshot""",
    "size": """enormous gigantic massive immense octets octet lengths oversized novel tall thick fat fatter broad
        extent""",
    "follower": """entourage followings disciples admirers admirer acquaintances""",
    "available": """outage-free dark reachable unreachable accessible inaccessible collapse collapses downtimes offtime
        operable succeed succeeds success error errors dependable dependability""",
    "peak": """hectic frantic wild crazy quiet calm tide waves lumpy lumpiness flat stampede storm onslaught
        simultaneous simultaneously mornings morning lunch breakfast noon christmas fluctuating multiple
        multiplier""",
    "where": """territory territories nation nations national continent-wide border borders asia africa australia
        japan china india brazil canada germany france usa locality geo geographically""",
    "money": """cents euro euros pounds sum sums purse wallet finances financial finance fund funds cheap cheaper
        cheapest invoice invoices invest investment grand thrift thrifty frugal spending outlay expenditure
        expense expenses economical""",
    "scope": """disregard disregarded neglect neglected forgo omitted omission postpone postponed defer deferred
        sidestep leave-out waste overkill nongoal nongoals boundary boundaries exclusion exclusions rule
        unneeded unnecessary unwanted superfluous descope backlog""",
    "purpose": """mission intention intent objective objectives""",
    "private": """pii ccpa regulation regulations regulated law laws legally obligation obligations compliance
        compliant confidentiality anonymise anonymize anonymity identifiable e-mail email emails birthday
        eavesdrop snoop peek peeking leaked leak leaks""",
    "login": """credentials signed enrol enroll enrolled sign-in sign-up sign-on accounts membership""",
    "traffic": """workload workloads""",
}
