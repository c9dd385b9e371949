{
  "includes": ["../../addon/addon.gypi"],
  "targets": [
    {
      "target_name": "pyloom_semaphore",
      "sources": [
        "addon.cc",
        "bindings.cc",
        "inbox.cc",
        "participant.cc",
        "registry.cc",
        "semaphore.cc"
      ]
    }
  ]
}
